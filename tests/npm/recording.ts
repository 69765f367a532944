/** Which operations a client offers, and which of them were called. */

type Clients = Record<string, unknown>;

/** Return a client whose calls are noted in *called*, as `ocpp.logs.list`. */
export function recorded<T extends object>(client: T, called: Set<string>, path = ""): T {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof name === "symbol" || name.startsWith("_")) {
        return member;
      }
      const place = `${path}${name}`;
      if (typeof member === "function") {
        return (...args: unknown[]): unknown => {
          called.add(place);
          return Reflect.apply(member, target, args);
        };
      }
      return typeof member === "object" && member !== null ? recorded(member, called, `${place}.`) : member;
    },
  });
}

/** Return the operations of a client and of the clients that its getters give. */
export function offered(client: object, path = ""): string[] {
  const members = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(client) as object);
  return Object.entries(members).flatMap(([name, member]) => {
    const place = `${path}${name}`;
    // `fetch` of the outermost client sends anything anywhere: it is no operation of the API.
    if (name === "constructor" || name.startsWith("_") || place === "fetch") {
      return [];
    }
    return member.get ? offered((client as Clients)[name] as object, `${place}.`) : [place];
  });
}
