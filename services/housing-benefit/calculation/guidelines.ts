import { holds } from "../../../platform/casework/index.ts";
import guidelines from "./guidelines.json" with { type: "json" };

/** From when on a person has to look, between two days. From guidelines.json. */
export type Guidelines = (typeof guidelines)[number];

export const guidelinesOn = (day: string): Guidelines | undefined => guidelines.find((one) => holds(one, day));
