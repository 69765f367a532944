export default function View() {
  return <h1>World</h1>;
}
