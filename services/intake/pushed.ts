import { type Params, type RecordContract, record } from "../../platform/messaging/index.ts";

/** A record as a connector hands it over. */
export type Item = Params<"intake.receive">["items"][number] & { portal: string };

/** What a portal may push, by the kind that its body names as well. */
export const Pushed = {
  application: record<Item>("application"),
  reply: record<Item>("reply"),
  withdrawal: record<Item>("withdrawal"),
  unreadable: record<Item>("unreadable"),
} satisfies Record<Item["kind"], RecordContract<Item>>;
