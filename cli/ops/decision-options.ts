import { type Command, Option } from "commander";
import { UserError } from "../../deploy/say.ts";
import { commandLine } from "../command-line.ts";

/** A property of a service's decisions, as JSON Schema says it. */
interface Property {
  type?: string;
  format?: string;
  description?: string;
  items?: Property & { properties?: Record<string, Property & { enum?: string[] }> };
}
export type Properties = Readonly<Record<string, object>>;

/** What somebody typed, by name; each option once, or as a list where it may be repeated. */
type Typed = Record<string, string | string[] | boolean | undefined>;

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const many = (value: string, before: string[] = []) => [...before, value];

/** How one property is typed. */
interface LearntOption {
  name: string;
  flags: string;
  help: string;
  isList: boolean;
  read(text: string): unknown;
}

function learnt([name, schema]: [string, object]): LearntOption {
  const property = schema as Property;
  const { type, items, description = "" } = property;
  if (type === "array" && items) {
    const { value, read } = itemOf(items, `--${kebab(name)}`);
    // "conditions" are given one by one.
    const option = name.replace(/s$/, "");
    return {
      name,
      flags: `--${kebab(option)} <${value}>`,
      help: `${description}; may be repeated`,
      isList: true,
      read,
    };
  }
  const { value, read } = itemOf(property, `--${kebab(name)}`);
  return { name, flags: `--${kebab(name)} <${value}>`, help: description, isList: false, read };
}

/** How a single value is typed; whether it fits in full is for the service to say. */
function itemOf({ type, format, properties }: Property & LearntObject, option: string): ReadValue {
  if (type === "integer") return { value: "N", read: (text) => wholeNumber(option, text) };
  if (type === "boolean") return { value: "yes|no", read: (text) => yesOrNo(option, text) };
  if (type === "string") return { value: format === "date" ? "DAY" : "TEXT", read: (text) => text };
  const [first, second, ...others] = Object.keys(properties ?? {});
  if (!first || !second || others.length) throw new Error(`${option}: no words are known for such a property`);
  return {
    value: `${first}=${second}`.toUpperCase(),
    read: (text) => {
      const [, key, said] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
      if (!key || !said) throw new UserError(`${option} takes <${first}>=<${second}>, not "${text}".`);
      return { [first]: key, [second]: said };
    },
  };
}

interface LearntObject {
  properties?: Record<string, unknown>;
}
interface ReadValue {
  value: string;
  read(text: string): unknown;
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new UserError(`${option} takes a whole number, not "${text}".`);
  return Number(text);
}

function yesOrNo(option: string, text: string): boolean {
  if (text !== "yes" && text !== "no") throw new UserError(`${option} takes yes or no, not "${text}".`);
  return text === "yes";
}

/**
 * Makes the command line of a decision.
 * @param properties what the service takes beside the common options
 */
export function decideCommand(properties: Properties): Command {
  const command = commandLine("npm run -s ops -- decide", "Decides a case: grant or refuse, with a reason.")
    .argument("<number>", "the case's number")
    .argument("<outcome>", "grant or refuse")
    .argument("<reason...>", "German; stands in the notice")
    .option("--version <N>", "the version that was looked at: worklist and file show it")
    .option("--command-id <ID>", "the same command again gives the same answer")
    .option("--facts <JSON>", "fields of the form that were wrong, where an objection is right")
    .option("--amount-cents <N>", "what holds instead, where an objection is right")
    .option("--annul", "nothing holds any more, where an objection is right")
    .option("--in-part", "the objection asked for more");
  for (const { flags, help, isList } of Object.entries(properties).map(learnt)) {
    const option = new Option(flags, help);
    command.addOption(isList ? option.argParser(many) : option);
  }
  return command;
}

/** Reads what somebody typed for a service's own properties. @throws UserError for what cannot be read */
export function decisionFacts(properties: Properties, typed: Typed): Record<string, unknown> {
  const options = Object.entries(properties).map(learnt);
  const given = options.flatMap(({ name, isList, read }): [string, unknown][] => {
    const said = typed[isList ? name.replace(/s$/, "") : name];
    if (said === undefined) return [];
    return [[name, Array.isArray(said) ? said.map(read) : read(String(said))]];
  });
  return Object.fromEntries(given);
}

const help = ["--help", "-h"];
export const asksForHelp = (words: readonly string[]): boolean => words.some((word) => help.includes(word));
/** Whether help is asked for without a case: then nothing has to run. */
export const wantsDecideHelp = (words: readonly string[]): boolean =>
  asksForHelp(words) && (words[0] ?? "").startsWith("-");

/** The common options, and how to see a service's own. */
export const decideHelp = `${decideCommand({}).helpInformation()}
What else can be said depends on the case's service: ops decide <number> --help asks it.
`;
