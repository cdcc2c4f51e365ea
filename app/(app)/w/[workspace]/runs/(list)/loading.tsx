import { ListLoading } from "@/components/problem/list-loading";

/** The list of runs while it is loaded. */
export default function Loading() {
  return <ListLoading title="Runs" panels={[12]} />;
}
