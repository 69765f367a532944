/** What the claims are called that this sandbox reads: settings rename them. */
import { settings } from "../../api/settings.js";
import { useFetched } from "../../components/fetched.js";

export interface Names {
  role: string;
  organization: string;
}

export function useNames(): Names {
  const { value } = useFetched(settings, []);
  return {
    role: String(value?.get("jwt_role_claim") ?? "role"),
    organization: String(value?.get("jwt_organization_claim") ?? "organization_id"),
  };
}
