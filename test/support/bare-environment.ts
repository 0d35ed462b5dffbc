/** The environment of a process that may know nothing of ours but where compiled code lies. */
export const bareEnvironment: Record<string, string | undefined> = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
};

const { HOME, LANG, ANTRAGSBUS_CACHE, XDG_CACHE_HOME } = process.env;
/** The environment of a launcher: where programs were installed as well, and no server that somebody has set. */
export const launcherEnvironment = { ...bareEnvironment, HOME, LANG, ANTRAGSBUS_CACHE, XDG_CACHE_HOME };
