/** Who is signed in and where, for the frame of the app. */
export type Account = { name: string; email: string; workspaceName: string };
