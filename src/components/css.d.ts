/** A style sheet: the bundler collects it, the code gets nothing of it. */
declare module "*.css";
