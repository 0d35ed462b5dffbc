import { hashKeyOf } from "../../platform/messaging/ids.ts";

/** What tests hash persons and things with. */
export const hashKey = hashKeyOf(Buffer.alloc(32, 7));
