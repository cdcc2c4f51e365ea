import { findDoors } from "./doors.ts";

const doors = findDoors();

/** All that a door gave back: what a person or a program could tell two answers apart by. */
export type DoorAnswer = {
  /**
   * In short: "fine", a refusal's code, "signs in" for the way to the sign-in page, "leads to …" to another, or an
   * unforeseen error.
   */
  word: string;
  /** Status, headers and body of a route; value of an action; what a page and its title gave or threw. */
  whole: unknown;
};

/** The words by which each kind of door refuses who is nobody, what isn't theirs, and what takes another role. */
export const REFUSALS = {
  nobody: { page: "signs in", action: "UNAUTHENTICATED", GET: "401", POST: "401" },
  absent: { page: "NOT_FOUND", action: "NOT_FOUND", GET: "404", POST: "404" },
  lacking: { page: "NOT_FOUND", action: "REFUSED", GET: "403", POST: "403" },
} as const;

export const kindOf = (name: string) => name.split(" ")[0] as keyof (typeof REFUSALS)["nobody"];

/** What a door is tried with: an action's input, or a page's or route's parameters, and the slug of a workspace. */
type Trial = { workspace: string; input: object; headers: Headers };

/**
 * For tests: knocks at a door as Next would, once what `next/headers` gives has been set to `headers`. What is posted has
 * the input in its body too.
 */
export async function tryDoor(name: string, { workspace, input, headers }: Trial): Promise<DoorAnswer> {
  const door = (await doors).find((each) => each.name === name);
  if (!door) throw new Error(`there is no ${name} in app/`);
  const module = await import(/* @vite-ignore */ door.file);
  const behind = module[door.member];
  const params = { workspace, ...input };
  switch (kindOf(name)) {
    case "page": {
      const props = () => ({ params: Promise.resolve(params), searchParams: Promise.resolve(input) });
      const page = await rendered(() => behind(props()));
      const title = module.generateMetadata ? await rendered(() => module.generateMetadata(props())) : page;
      return { word: page === title ? page : `${page}, with a title that is ${title}`, whole: page };
    }
    case "action": {
      const answer = await (name.includes("/w/") ? behind(workspace, input) : behind(input));
      return { word: answer.ok ? "fine" : answer.code, whole: answer };
    }
    case "GET":
    case "POST": {
      const { id: _, ...rest } = { id: "", ...input };
      // The API takes exactly what it describes; its address has the id.
      const posted = name.includes("/api/v1/") ? rest : input;
      const sent = kindOf(name) === "POST" ? { body: JSON.stringify(posted) } : {};
      const request = new Request("http://127.0.0.1:3000/", { method: kindOf(name), headers, ...sent });
      const response: Response = await behind(request, { params: Promise.resolve(params) });
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
    const to = /^NEXT_REDIRECT;[^;]*;([^;]*);/.exec(digest)?.[1];
    if (to === undefined) return digest;
    return to === "/sign-in" ? "signs in" : `leads to ${to}`;
  }
}
