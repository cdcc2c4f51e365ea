/** A workflow that comes with the app, as a person chooses it. */
export type TemplateRow = { id: string; name: string; description: string };
