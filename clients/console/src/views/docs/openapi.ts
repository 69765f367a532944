/** The OpenAPI document of an edition, as far as the list of operations shows it. */
import { get } from "../../api/http.js";

export const EDITIONS = [
  { value: "platform", name: "platform", told: "Spoken by Python 0.3.1 and 0.3.2." },
  { value: "deployments", name: "deployments", told: "Spoken by Python 0.2.3 to 0.3.0 and npm 1.1.0." },
  { value: "gateway", name: "gateway", told: "Spoken by Python 0.2.1 and 0.2.2." },
  { value: "flat", name: "flat", told: "Spoken by Python 0.1.1 and 0.1.2." },
  { value: "all", name: "all", told: "Every edition, and the control plane." },
] as const;

export type Edition = (typeof EDITIONS)[number]["value"];

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  default?: unknown;
  description?: string;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Schema;
}

interface Described {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  parameters: Parameter[];
  security: unknown[];
  deprecated?: boolean;
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string }>;
}

interface Document {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

/** A parameter, or a field of the body. */
export interface Input {
  name: string;
  place: string;
  type: string;
  required: boolean;
  description: string;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  tag: string;
  scope: string;
  deprecated: boolean;
  inputs: Input[];
  answers: { status: string; description: string }[];
}

export async function operations(edition: Edition): Promise<Operation[]> {
  const document = await get<Document>("openapi.json", { edition });
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operation(method.toUpperCase(), path, described, document)),
  );
}

function operation(method: string, path: string, described: Described, document: Document): Operation {
  const { operationId, summary, description, tags, deprecated, responses } = described;
  return {
    id: `${method} ${path} ${operationId}`,
    method,
    path,
    summary,
    description: description ?? "",
    tag: tags[0] ?? "",
    scope: scope(described),
    deprecated: deprecated ?? false,
    inputs: inputs(described, document),
    answers: Object.entries(responses).map(([status, one]) => ({ status, description: one.description })),
  };
}

/** Only what belongs to an organization takes the header that names one. */
function scope({ security, parameters }: Described): string {
  if (security.length === 0) return "no token";
  return parameters.some(({ name }) => name === "X-Organization-Id") ? "token of an organization" : "any token";
}

function inputs({ parameters, requestBody }: Described, document: Document): Input[] {
  const given = parameters.map(({ name, in: place, required, description, schema }) => ({
    name,
    place,
    type: typeOf(schema),
    required: required ?? false,
    description: description ?? schema.description ?? "",
  }));
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  if (schema === undefined) return given;
  const whole = { name: "body", place: "body", type: typeOf(schema), required: true, description: "" };
  const within = fields(schema, document);
  return [...given, ...(within.length === 0 ? [whole] : within)];
}

/** As deep as bodies of the API go; schemas may hold themselves. */
const DEEPEST = 3;

/** The fields of an object, and by dotted names those of objects in it. */
function fields(schema: Schema, document: Document, before = "", depth = 1): Input[] {
  const { properties = {}, required = [] } = object(schema, document);
  return Object.entries(properties).flatMap(([name, field]) => {
    const input = {
      name: `${before}${name}`,
      place: "body",
      type: typeOf(field),
      required: required.includes(name),
      description: field.description ?? "",
    };
    return [input, ...(depth < DEEPEST ? fields(field, document, `${before}${name}.`, depth + 1) : [])];
  });
}

/** The one object that a schema is, or may be besides null. */
function object(schema: Schema, document: Document): Schema {
  const choices = (schema.anyOf ?? schema.oneOf ?? []).filter(({ type }) => type !== "null");
  if (choices.length === 1) return object(choices[0]!, document);
  return schema.$ref === undefined ? schema : (document.components.schemas[nameOf(schema.$ref)] ?? schema);
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const several = schema.anyOf ?? schema.oneOf;
  if (several !== undefined) return several.map(typeOf).join(" | ");
  if (schema.type === "array") return `${schema.items === undefined ? "any" : typeOf(schema.items)}[]`;
  return schema.format === undefined ? (schema.type ?? "any") : `${schema.type} (${schema.format})`;
}

const nameOf = (ref: string): string => ref.split("/").at(-1) ?? ref;
