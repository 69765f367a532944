export default function View() {
  return <h1>Tokens</h1>;
}
