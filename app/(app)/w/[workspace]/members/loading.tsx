import { ListLoading } from "@/components/problem/list-loading";

/** The people while they are loaded. */
export default function Loading() {
  return <ListLoading title="People" panels={[4]} />;
}
