/** Tokens: made as they are wished, taken apart, tried. */
import { useEffect, useState } from "preact/hooks";
import { Claims } from "./claims.js";
import { organizationOfAdmin } from "./credentials.js";
import { bare, decoded, type Decoded } from "./jwt.js";
import { useNames, type Names } from "./names.js";
import { Signature } from "./signature.js";
import { Text } from "./text.js";
import { Trial } from "./trial.js";
import { firstWish, make, WishForm } from "./wish.js";

export default function View() {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    // A token to look at, so that the view does not begin empty.
    make(firstWish()).then(
      ({ access_token }) => setText((pasted) => pasted || access_token),
      (error: Error) => setProblem(error.message),
    );
  }, []);
  const names = useNames();
  const token = takenApart(bare(text));
  const admin = !(token instanceof Error) && token.claims[names.role] === "admin";
  const organization = admin ? organizationOfAdmin() : null;
  const show = (token: string) => {
    setText(token);
    setProblem(null);
  };
  return (
    <>
      <h1>Tokens</h1>
      {problem !== null && <p class="problem" role="alert">{problem}</p>}
      <div class="tokens">
        <WishForm onMade={({ access_token }) => show(access_token)} />
        <div class="told">
          <Text text={text} organization={organization} onChange={show} />
          {bare(text) !== "" && <Told token={token} names={names} />}
          {bare(text) !== "" && <Trial token={bare(text)} organization={organization} />}
        </div>
      </div>
    </>
  );
}

interface ToldProps {
  token: Decoded | Error;
  names: Names;
}

function Told({ token, names }: ToldProps) {
  if (token instanceof Error) return <p class="remark" role="status">{`${token.message}.`}</p>;
  return (
    <>
      <Claims token={token} names={names} />
      <Signature token={token} />
    </>
  );
}

function takenApart(text: string): Decoded | Error {
  try {
    return decoded(text);
  } catch (error) {
    return error as Error;
  }
}
