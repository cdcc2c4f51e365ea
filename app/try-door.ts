import { findDoors } from "./doors.ts";

const doors = findDoors();

/** All that a door gave back: what a person or a program could tell two answers apart by. */
export type DoorAnswer = {
  /** In one word: "fine", a refusal's code, "signs in" for the way to the sign-in page, or an unforeseen error. */
  word: string;
  /** Status, headers and body of a route; value of an action; what a page and its title gave or threw. */
  whole: unknown;
};

/** The words by which each kind of door refuses who is nobody, and what isn't theirs. */
export const REFUSALS = {
  nobody: { page: "signs in", action: "UNAUTHENTICATED", GET: "401", POST: "401" },
  absent: { page: "NOT_FOUND", action: "NOT_FOUND", GET: "404", POST: "404" },
} as const;

export const kindOf = (name: string) => name.split(" ")[0] as keyof (typeof REFUSALS)["nobody"];

/**
 * For tests: knocks at a door with `input` (an action's input, a page's or route's parameters; what is posted has them
 * in its body too) as Next would, once what `next/headers` gives has been set to `headers`.
 */
export async function tryDoor(name: string, input: object, headers: Headers): Promise<DoorAnswer> {
  const door = (await doors).find((each) => each.name === name);
  if (!door) throw new Error(`there is no ${name} in app/`);
  const module = await import(/* @vite-ignore */ door.file);
  const behind = module[door.member];
  switch (kindOf(name)) {
    case "page": {
      const props = () => ({ params: Promise.resolve(input), searchParams: Promise.resolve(input) });
      const page = await rendered(() => behind(props()));
      const title = module.generateMetadata ? await rendered(() => module.generateMetadata(props())) : page;
      return { word: page === title ? page : `${page}, with a title that is ${title}`, whole: page };
    }
    case "action": {
      const answer = await behind(input);
      return { word: answer.ok ? "fine" : answer.code, whole: answer };
    }
    case "GET":
    case "POST": {
      const sent = kindOf(name) === "POST" ? { body: JSON.stringify(input) } : {};
      const request = new Request("http://127.0.0.1:3000/", { method: kindOf(name), headers, ...sent });
      const response: Response = await behind(request, { params: Promise.resolve(input) });
      const { status } = response;
      if (response.ok) {
        await response.body?.cancel();
        return { word: "fine", whole: status };
      }
      const body = await response.text();
      return { word: `${status}`, whole: { status, headers: [...response.headers], body } };
    }
  }
}

async function rendered(render: () => Promise<unknown>): Promise<string> {
  try {
    await render();
    return "fine";
  } catch (error) {
    const digest = error instanceof Error && "digest" in error ? String(error.digest) : String(error);
    if (digest === "NEXT_HTTP_ERROR_FALLBACK;404") return "NOT_FOUND";
    if (/^NEXT_REDIRECT;[^;]*;\/sign-in;/.test(digest)) return "signs in";
    return digest;
  }
}
