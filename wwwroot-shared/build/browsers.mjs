/** The oldest browsers that are served. */
export const browsers = ["safari14.1", "ios14.5", "chrome91", "firefox90"];
