/** A sales region with the cities the demo company ships to. */
export interface Region {
  name: string;
  cities: readonly { name: string; postcode: string }[];
}

/** An article of the demo company; a scarce one has hardly any stock. */
export interface Product {
  sku: string;
  name: string;
  category: string;
  priceCents: number;
  weightGrams: number;
  scarce: boolean;
}

/** The five regions of the demo company, Harbour & Pine, a wholesaler of goods for home and garden. */
export const regions: readonly Region[] = [
  region("North", ["Aldermouth 10115", "Kessby 10318", "Norrdal 10627"]),
  region("South", ["Southmere 80331", "Lindau Cross 80469", "Vallbruck 80634"]),
  region("East", ["Eastwick 01067", "Torgrove 01129", "Mellin 01237"]),
  region("West", ["Westhaven 50667", "Brackley Ford 50823", "Rhosgate 50931"]),
  region("Central", ["Midford 99084", "Harz Hollow 99089", "Eppstone 99096"]),
];

const lines: readonly { category: string; articles: readonly string[] }[] = [
  {
    category: "Heating",
    articles: [
      "Ceramic heater 2 kW*",
      "Oil radiator 11 fins",
      "Panel heater slim",
      "Patio heater",
      "Thermostat WT-4",
      "Towel warmer",
    ],
  },
  {
    category: "Lighting",
    articles: [
      "Floor lamp Arc",
      "Desk lamp Pivot",
      "Pendant Copper",
      "LED strip 5 m",
      "Garden lantern*",
      "Bulb E27 pack of 10",
    ],
  },
  {
    category: "Kitchen",
    articles: [
      "Cast iron pan 28 cm",
      "Kettle 1.7 l",
      "Stand mixer",
      "Knife block",
      "Glass storage set",
      "Espresso grinder*",
    ],
  },
  {
    category: "Garden",
    articles: [
      "Hedge trimmer",
      "Cordless mower 36 V*",
      "Hose reel 30 m",
      "Planter box oak",
      "Rain barrel 200 l",
      "Pruning set",
    ],
  },
  {
    category: "Furniture",
    articles: [
      "Bookshelf Tall",
      "Side table Birch",
      "Folding chair",
      "Bench Teak",
      "Coat stand",
      "Shoe cabinet",
    ],
  },
  {
    category: "Storage",
    articles: [
      "Crate stackable",
      "Shelf unit steel",
      "Tool chest",
      "Wall rail kit",
      "Box with lid 45 l",
      "Laundry basket",
    ],
  },
];

/** All articles, a `*` in the list above marking the scarce ones. Prices grow with the place in the list. */
export const products: readonly Product[] = lines.flatMap(({ category, articles }, group) =>
  articles.map((article, index) => ({
    sku: `P-${(group + 2) * 1000 + (index + 1) * 7}`,
    name: article.replace("*", ""),
    category,
    priceCents: 1490 + (((group * 6 + index) * 1733) % 24000),
    weightGrams: 400 + (((group * 6 + index) * 977) % 18000),
    scarce: article.endsWith("*"),
  })),
);

/** First halves of company names; with `companyKinds` they make the customers' names. */
export const companyNames = [
  "Brightwater",
  "Oakline",
  "Fennel & Rye",
  "Harrow",
  "Silverbirch",
  "Copperfield",
  "Marlow",
  "Westerly",
  "Juniper",
  "Stonebridge",
  "Larkhill",
  "Amberley",
  "Redwood",
  "Tidewell",
  "Kestrel",
  "Ashcombe",
] as const;

export const companyKinds = ["Stores", "Interiors", "Homeware", "Trading", "Retail"] as const;

export const firstNames = [
  "Ada",
  "Bruno",
  "Clara",
  "Dmitri",
  "Elif",
  "Farid",
  "Greta",
  "Hugo",
  "Ines",
  "Jonas",
  "Kemal",
  "Lucia",
] as const;

export const lastNames = [
  "Albrecht",
  "Bauer",
  "Castillo",
  "Dahl",
  "Engel",
  "Fischer",
  "Grant",
  "Hansen",
  "Ito",
  "Jansen",
] as const;

export const streets = [
  "Mill Lane",
  "Harbour Street",
  "Station Road",
  "Chestnut Avenue",
  "Kiln Row",
  "Market Square",
  "Foundry Way",
  "Orchard Close",
] as const;

function region(name: string, cities: readonly string[]): Region {
  return {
    name,
    cities: cities.map((city) => ({ name: city.slice(0, -6), postcode: city.slice(-5) })),
  };
}
