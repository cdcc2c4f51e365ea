import { ListLoading } from "@/components/problem/list-loading";

/** The connections while they are loaded. */
export default function Loading() {
  return <ListLoading title="Connections" panels={[3, 2, 3]} />;
}
