/** The first page. */
export default function Page() {
  return <h1>Tutti</h1>;
}
