import type { Portal } from "../../connectors/portals/common/portal.ts";
import { serviceportalEmscherLippe } from "../../connectors/portals/serviceportal-emscher-lippe/serviceportal-emscher-lippe.ts";
import { sozialplattformNrw } from "../../connectors/portals/sozialplattform-nrw/sozialplattform-nrw.ts";
import { Codec } from "../../platform/messaging/contracts/codec.ts";
import { rememberingRegistry } from "./registry.ts";
import { fillRegister } from "./residents.ts";
import type { Process } from "./world.ts";

export const portals: readonly Portal[] = [serviceportalEmscherLippe, sozialplattformNrw];

/** Contracts are the same in all seeds: a codec only remembers them. */
export const codec = new Codec(rememberingRegistry());
/** What a process dies of that reads it. */
export const deadly = Buffer.from("a record that processes die of");

/** The codec as a process has it that dies of certain bytes. */
export function mortalCodec(process: Process): Codec {
  const decode: Codec["decode"] = (contracts, bytes) => {
    if (!bytes.equals(deadly)) return codec.decode(contracts, bytes);
    process.kill();
    return new Promise(() => {});
  };
  return Object.assign(Object.create(codec) as Codec, { decode });
}

/** Registers every contract once, so that no seed pays for it. */
export async function learnContracts(): Promise<void> {
  const { allEvents } = await import("../../platform/messaging/messages/event.ts");
  await fillRegister();
  await codec.register(allEvents());
  await codec.learn(allEvents());
  for (const { pushes, receives } of portals) {
    await codec.register([...pushes, ...receives]);
    await codec.learn([...pushes, ...receives]);
  }
}
