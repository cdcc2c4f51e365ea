import { ListLoading } from "@/components/problem/list-loading";

/** The list of runners while it is loaded. */
export default function Loading() {
  return <ListLoading title="Runners" panels={[3]} />;
}
