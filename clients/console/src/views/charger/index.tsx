export default function View() {
  return <h1>Charger</h1>;
}
