import { plainSealing } from "../../platform/messaging/adapters/sealing/plain.ts";
import type { CollectionItem } from "../../platform/messaging/ports/collection.ts";
import { resident } from "../../sandbox/samples/people.ts";
import { Register } from "../../services/identity/register.ts";
import { hashKey } from "../support/hash-key.ts";
import { simulatedCollection } from "./collection.ts";

/** Residents of the sandbox's numbers below this are in the register. */
export const residentsKnown = 60;

const items = new Map<string, CollectionItem<never>>();

/** Writes the register once, so that no seed pays for it. */
export async function fillRegister(): Promise<void> {
  const collection = <Facts>() =>
    simulatedCollection(async (does) => does(), items as Map<string, CollectionItem<Facts>>);
  const register = new Register({ collection }, hashKey, plainSealing);
  await register.fill(Array.from({ length: residentsKnown }, (_, i) => resident(i)));
}

/** Gives a register of its own to a history. */
export const registered = (): Map<string, CollectionItem<never>> => new Map(items);
