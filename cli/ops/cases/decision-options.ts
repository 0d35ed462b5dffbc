import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { subcommand } from "../../command-line.ts";
import { commandId, opsProgram, version } from "../program.ts";

/** What is read of a property's JSON Schema: how it is typed. Whether a value fits in full is for its service to say. */
interface Property {
  type?: string;
  format?: string;
  enum?: readonly string[];
  description?: string;
  items?: Property;
  properties?: Readonly<Record<string, Property>>;
}

/** What a service takes of a decision beside outcome and reason: JSON Schemas by name, as its decision.schema.json has them. */
export type Properties = Readonly<Record<string, object>>;

/** How a service's own property is said on the command line. */
export interface OwnOption {
  property: string;
  option: Option;
}

/** How one value is typed. */
interface Typed {
  placeholder: string;
  /** what its help says beside its description */
  note?: string;
  /** @throws InvalidArgumentError for what cannot be read */
  read(text: string): unknown;
}

/** Makes the options for a service's own properties. A list's is named in the singular, and is repeated. */
export function ownOptions(properties: Properties): OwnOption[] {
  return Object.entries(properties).map(([name, schema]) => {
    const property: Property = schema;
    const { items, description = "" } = property;
    const { placeholder, note, read } = typedAs(items ?? property);
    const flag = kebab(items ? name.replace(/s$/, "") : name);
    const help = [description, note, items && "may be repeated"].filter(Boolean).join("; ");
    const option = new Option(`--${flag} <${placeholder}>`, help).argParser<unknown>((text, before) =>
      items ? [...((before as unknown[] | undefined) ?? []), read(text)] : read(text),
    );
    return { property: name, option };
  });
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const isText = ({ type, enum: choices }: Property): boolean => type === "string" || choices !== undefined;

function typedAs(property: Property): Typed {
  const { type, format, enum: choices, properties = {} } = property;
  if (type === "integer") return { placeholder: "N", read: wholeNumber };
  if (type === "boolean") return { placeholder: "yes|no", read: yesOrNo };
  if (format === "date") return { placeholder: "DAY", note: "YYYY-MM-DD", read: (text) => text };
  if (isText(property)) return { placeholder: "TEXT", ...oneOf("", choices), read: (text) => text };
  const [key, value, ...others] = Object.keys(properties);
  if (!key || !value || others.length || !Object.values(properties).every(isText))
    return { placeholder: "JSON", read: json };
  return {
    placeholder: `${key}=${value}`.toUpperCase(),
    ...oneOf(`${key.toUpperCase()} is `, properties[key]?.enum),
    read: (text) => {
      const [, before, behind] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
      if (!before || !behind) throw new InvalidArgumentError(`It takes <${key}>=<${value}>.`);
      return { [key]: before, [value]: behind };
    },
  };
}

const oneOf = (what: string, choices: readonly string[] | undefined) =>
  choices && { note: `${what}one of ${choices.join(", ")}` };

/** @throws InvalidArgumentError for anything else, so that nothing is rounded */
function wholeNumber(text: string): number {
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError("It takes a whole number.");
  return Number(text);
}

function yesOrNo(text: string): boolean {
  if (text !== "yes" && text !== "no") throw new InvalidArgumentError("It takes yes or no.");
  return text === "yes";
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError("It takes JSON.");
  }
}

/** What somebody typed beside a service's own options. */
export interface Decided {
  version?: string;
  commandId?: string;
  facts?: string;
  amountCents?: number;
  annul?: true;
  inPart?: true;
}

export const outcomes = ["grant", "refuse"] as const;
export const decideSays = "Decides a case: grant or refuse, with a reason.";

/**
 * Makes the command line of a decision.
 * @param decidable the case, once it is known, and what its service lets a person say
 */
export function decideCommand(decidable?: { number: string; serviceOptions: readonly OwnOption[] }): Command {
  const command = subcommand(opsProgram(), "decide", decideSays);
  if (decidable) command.name(`decide ${decidable.number}`);
  else command.argument("<number>", "the case's number");
  command
    .addArgument(new Argument("<outcome>", "what is decided").choices(outcomes))
    .argument("<reason...>", "German: it stands in the notice")
    .option(...version)
    .option(...commandId)
    .option("--facts <JSON>", "fields of the form that were wrong, where an objection is right")
    .option("--amount-cents <N>", "what holds instead, where an objection is right", wholeNumber)
    .option("--annul", "nothing holds any more, where an objection is right")
    .option("--in-part", "the objection asked for more");
  for (const { option } of decidable?.serviceOptions ?? []) command.addOption(option);
  return command;
}

/** What somebody said of a service's own properties, once their words are parsed. */
export function factsIn(serviceOptions: readonly OwnOption[], command: Command): Record<string, unknown> {
  const typed = command.opts<Record<string, unknown>>();
  const said = serviceOptions.map(({ property, option }) => [property, typed[option.attributeName()]] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== undefined));
}

export const asksForHelp = (words: readonly string[]): boolean =>
  words.some((word) => word === "--help" || word === "-h");

/** The options that every decision has, and how to see those of a case's service. */
export const decideHelp = (): string =>
  `${decideCommand().helpInformation()}\nWhat else can be said depends on the case's service: npm run -s ops -- decide <number> --help asks it.\n`;
