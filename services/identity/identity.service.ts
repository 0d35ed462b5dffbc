import { moleculerService } from "../../platform/service/moleculer.ts";
import { createIndexes } from "../../platform/store/models.ts";
import { identity } from "./identity.ts";
import { Register } from "./register.ts";

export default moleculerService({
  name: "identity",
  surface: async ({ connection, config }) => {
    const register = new Register(connection, config.hashKey);
    await createIndexes(connection);
    return identity(register);
  },
});
