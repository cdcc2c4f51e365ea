import {
  companyKinds,
  companyNames,
  firstNames,
  lastNames,
  type Product,
  products,
  regions,
  streets,
} from "./catalogue.ts";
import { addDays } from "./day.ts";
import { type Random, seededRandom } from "./random.ts";

/** A place that goods are sent to. */
export interface Address {
  name: string;
  street: string;
  city: string;
  postcode: string;
}

/** A customer of the demo company with the region and the contact that mails go to. */
export interface Customer {
  id: string;
  name: string;
  contact: string;
  email: string;
  region: string;
  tier: "standard" | "priority" | "key";
  creditHold: boolean;
  address: Address;
}

/** What is wrong with an order, from which the data of all three systems follow. */
export type Trouble = "none" | "late" | "short" | "address";

/** One order as the three systems are to show it; days are ISO days. */
export interface PlannedOrder {
  id: string;
  customer: Customer;
  trouble: Trouble;
  status: "open" | "allocated" | "backorder" | "shipped" | "delivered" | "cancelled";
  orderedOn: string;
  promisedOn: string;
  lines: readonly { product: Product; quantity: number }[];
  warehouse: string;
  carrier: string;
  /** Absent while nothing has been handed to a carrier or labelled for one. */
  shipment?: {
    to: Address;
    status: "label created" | "in transit" | "delayed" | "delivered";
    shippedOn?: string;
    etaOn: string;
    deliveredOn?: string;
    reason?: string;
  };
}

/** The order ids that the bundled template offers as samples, by what is wrong with them. */
export const sampleOrders = { late: "SO-10412", short: "SO-10587", address: "SO-10731" } as const;

/** First and last order number; 15 orders a day, so the first is 60 days old. */
const FIRST = 10_001;
const LAST = 10_900;
const PER_DAY = 15;

/** Where goods leave from. */
export const warehouses = [
  { id: "W-NORTH", name: "Northern depot", city: "Aldermouth", region: "North" },
  { id: "W-SOUTH", name: "Southern depot", city: "Southmere", region: "South" },
  { id: "W-CENTRAL", name: "Central depot", city: "Midford", region: "Central" },
] as const;

/** Who brings them. */
export const carriers = [
  {
    id: "CR-1",
    name: "Swiftline",
    service: "express",
    onTimePercent: 97,
    refundsLate: true,
    email: "claims@swiftline.example",
  },
  {
    id: "CR-2",
    name: "Norden Freight",
    service: "standard",
    onTimePercent: 91,
    refundsLate: false,
    email: "service@norden-freight.example",
  },
  {
    id: "CR-3",
    name: "Parcelway",
    service: "standard",
    onTimePercent: 88,
    refundsLate: true,
    email: "help@parcelway.example",
  },
  {
    id: "CR-4",
    name: "Overland Haulage",
    service: "pallet",
    onTimePercent: 93,
    refundsLate: false,
    email: "desk@overland.example",
  },
] as const;

/** Decides customers and orders of the demo company for the ISO day `today`; the same day leads to the same result. */
export function planOrders(today: string): { customers: Customer[]; orders: PlannedOrder[] } {
  const random = seededRandom(20_061);
  const customers = companyNames.flatMap((name, row) =>
    companyKinds.map((kind, column) =>
      customer(random, row * companyKinds.length + column, `${name} ${kind}`),
    ),
  );
  const orders = Array.from({ length: LAST - FIRST + 1 }, (_, index) =>
    order(random, FIRST + index, customers, today),
  );
  return { customers, orders };
}

function customer(random: Random, index: number, name: string): Customer {
  const region = regions[index % regions.length] ?? random.pick(regions);
  const contact = `${random.pick(firstNames)} ${random.pick(lastNames)}`;
  const city = random.pick(region.cities);
  const host = name.toLowerCase().replace(/[^a-z]+/g, "-");
  return {
    id: `C-${1001 + index}`,
    name,
    contact,
    email: `${contact.toLowerCase().replace(" ", ".")}@${host}.example`,
    region: region.name,
    tier: random.pick(["standard", "standard", "standard", "priority", "key"] as const),
    creditHold: random.chance(0.1),
    address: {
      name,
      street: `${random.pick(streets)} ${random.whole(1, 140)}`,
      city: city.name,
      postcode: city.postcode,
    },
  };
}

function order(random: Random, number: number, customers: readonly Customer[], today: string): PlannedOrder {
  const age = Math.floor((LAST - number) / PER_DAY);
  const sample = Object.entries(sampleOrders).find(([, id]) => id === `SO-${number}`)?.[0];
  const drawn = drawTrouble(random, age);
  const trouble = sample === "late" || sample === "short" || sample === "address" ? sample : drawn;
  const orderedOn = addDays(today, -age);
  const plain = {
    id: `SO-${number}`,
    customer: random.pick(customers),
    trouble,
    orderedOn,
    lines: drawLines(random, trouble),
    warehouse: random.pick(warehouses).id,
    carrier: random.pick(carriers).id,
  };
  const to = plain.customer.address;
  switch (trouble) {
    case "late": {
      const lateBy = sample ? 6 : random.whole(1, 12);
      const shippedOn = addDays(today, -lateBy - random.whole(4, 6));
      const reason = sample
        ? "Held at hub: vehicle breakdown"
        : random.pick(["Held at hub: vehicle breakdown", "Weather", "Missed connection", "Sorting error"]);
      const etaOn = addDays(today, sample ? 2 : random.whole(1, 4));
      return {
        ...plain,
        status: "shipped",
        promisedOn: addDays(today, -lateBy),
        shipment: { to, status: "delayed", shippedOn, etaOn, reason },
      };
    }
    case "short":
      return { ...plain, status: "backorder", promisedOn: addDays(today, sample ? 3 : random.whole(0, 6)) };
    case "address": {
      const region = regions.find((entry) => entry.name === plain.customer.region);
      const moved = random.pick(
        (region ?? random.pick(regions)).cities.filter((city) => city.name !== to.city),
      );
      const wrong = {
        ...to,
        street: `${random.pick(streets)} ${random.whole(141, 220)}`,
        city: moved.name,
        postcode: moved.postcode,
      };
      return {
        ...plain,
        status: "allocated",
        promisedOn: addDays(today, sample ? 4 : random.whole(2, 6)),
        shipment: { to: wrong, status: "label created", etaOn: addDays(today, 3) },
      };
    }
    case "none":
      return { ...plain, ...untroubled(random, age, orderedOn, to) };
  }
}

/** Only orders of an age at which the trouble would still be unsolved get one. */
function drawTrouble(random: Random, age: number): Trouble {
  const dice = random.whole(1, 100);
  if (age >= 10 && age <= 40 && dice <= 7) return "late";
  if (age <= 25 && dice > 7 && dice <= 12) return "short";
  if (age >= 1 && age <= 15 && dice > 12 && dice <= 18) return "address";
  return "none";
}

function untroubled(
  random: Random,
  age: number,
  orderedOn: string,
  to: Address,
): Pick<PlannedOrder, "status" | "promisedOn" | "shipment"> {
  const promisedOn = addDays(orderedOn, random.whole(7, 10));
  const shippedAfter = random.whole(2, 3);
  const deliveredAfter = shippedAfter + random.whole(2, 4);
  if (random.chance(0.02)) return { status: "cancelled", promisedOn };
  if (age < 1) return { status: "open", promisedOn };
  if (age < shippedAfter) return { status: "allocated", promisedOn };
  const shippedOn = addDays(orderedOn, shippedAfter);
  const etaOn = addDays(orderedOn, deliveredAfter);
  if (age < deliveredAfter)
    return { status: "shipped", promisedOn, shipment: { to, status: "in transit", shippedOn, etaOn } };
  return {
    status: "delivered",
    promisedOn,
    shipment: { to, status: "delivered", shippedOn, etaOn, deliveredOn: etaOn },
  };
}

function drawLines(random: Random, trouble: Trouble): PlannedOrder["lines"] {
  const plenty = products.filter((product) => !product.scarce);
  const start = random.whole(0, plenty.length - 1);
  const lines = Array.from({ length: random.whole(1, 4) }, (_, index) => ({
    product: plenty[(start + index * 5) % plenty.length] ?? random.pick(plenty),
    quantity: random.whole(1, 24),
  }));
  if (trouble !== "short") return lines;
  return [
    { product: random.pick(products.filter((product) => product.scarce)), quantity: random.whole(36, 60) },
    ...lines,
  ];
}
