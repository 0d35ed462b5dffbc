import { type Params, type RecordContract, record } from "../../platform/messaging/index.ts";

/** A record as a connector hands it over. */
export type PushedItem = Params<"intake.receive">["items"][number] & { portal: string };

/** What a portal may push, by the kind that its body names as well. */
export const Pushed = {
  application: record<PushedItem>("application"),
  reply: record<PushedItem>("reply"),
  withdrawal: record<PushedItem>("withdrawal"),
  unreadable: record<PushedItem>("unreadable"),
} satisfies Record<PushedItem["kind"], RecordContract<PushedItem>>;
