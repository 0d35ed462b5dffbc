import type { SandboxPortal } from "../../../../sandbox/samples/sandbox-portal.ts";
import { readAnswer } from "./answers.ts";
import { kinds, plain } from "./samples.ts";

export const sandbox: SandboxPortal = {
  portal: "serviceportal-emscher-lippe",
  prefix: "EL-",
  kinds,
  plain,
  read: readAnswer,
};
