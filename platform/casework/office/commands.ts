import { command } from "../../messaging/index.ts";

/** A person decides a case. */
export const Decide = command("service.decide");
