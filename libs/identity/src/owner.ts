/** A person or a company, by workspace. */
export type OwnerRef = { workspaceId: number; id: string };

/** A key for maps, since ids are only unique within a workspace. */
export const keyOf = (workspaceId: number, id: string): string => `${workspaceId}/${id}`;
