import { ListLoading } from "@/components/problem/list-loading";

/** The outbox while it is loaded. */
export default function Loading() {
  return <ListLoading title="Outbox" panels={[8]} />;
}
