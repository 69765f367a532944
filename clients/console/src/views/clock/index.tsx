export default function View() {
  return <h1>Clock</h1>;
}
