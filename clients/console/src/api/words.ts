/** The words by which the API tells requests apart. */

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export const ROLES = ["user", "admin"] as const;
/** From the oldest to the newest. */
export const EDITIONS = ["flat", "gateway", "deployments", "platform"] as const;
