import { notFound, redirect } from "next/navigation";
import { orNotFound, pagePerson } from "@/lib/server/accounts/page-viewer";
import { addressNow } from "@/lib/server/workspaces/short-address";

/** An address without a workspace leads on to where its page is now, with its query. */
export default async function Page({ params, searchParams }: PageProps<"/[section]/[[...rest]]">) {
  const person = await pagePerson();
  const { section, rest = [] } = await params;
  const now = await orNotFound(addressNow(person, [section, ...rest]));
  if (now === null) notFound();
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(await searchParams))
    for (const one of [value ?? []].flat()) query.append(name, one);
  redirect(query.size === 0 ? now : `${now}?${query}`);
}
