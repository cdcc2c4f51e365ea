import { ListLoading } from "@/components/problem/list-loading";

/** The demo company while it is loaded. */
export default function Loading() {
  return <ListLoading title="Demo company" panels={[6, 10]} />;
}
