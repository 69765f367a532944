export default function View() {
  return <h1>Requests</h1>;
}
