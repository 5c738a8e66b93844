/** Version of this program, as `package.json` has it; a test holds the two together. */
export const TOOL_VERSION = "0.1.0";
