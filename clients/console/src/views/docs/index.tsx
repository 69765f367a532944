export default function View() {
  return <h1>Docs</h1>;
}
