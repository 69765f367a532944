/** The journal of requests, or one of them. */
import { Detail } from "./detail.js";
import { List } from "./list.js";

export default function View({ rest: [id] }: { rest: string[] }) {
  return id === undefined ? <List /> : <Detail id={id} />;
}
