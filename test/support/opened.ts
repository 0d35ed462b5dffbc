import type { OpenedResources } from "../../platform/messaging/adapters/open.ts";
import type { Runtime as EngineRuntime } from "../../platform/messaging/engine/running/runtime.ts";

/** A service's runtime with its database, as tests look into it. */
export type Runtime = EngineRuntime<OpenedResources>;
