export default function View() {
  return <h1>Snapshots</h1>;
}
