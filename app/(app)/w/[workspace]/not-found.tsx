import { NotFoundPage } from "@/components/problem/not-found-page";

/** A record that isn't there, inside the frame of the app. */
export default function NotFound() {
  return <NotFoundPage />;
}
