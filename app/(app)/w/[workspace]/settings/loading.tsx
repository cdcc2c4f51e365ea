import { ListLoading } from "@/components/problem/list-loading";

/** The settings while they are loaded. */
export default function Loading() {
  return <ListLoading title="Settings" panels={[4, 3]} />;
}
