// Written by `supawarden init`: no state is expected. `supawarden manifest --bundle` writes the one that migrations make.
export const manifest: unknown = null;
