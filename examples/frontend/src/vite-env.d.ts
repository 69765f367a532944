interface ImportMetaEnv {
  /** Base URL of the sandbox; http://127.0.0.1:8000 without it. */
  readonly VITE_SANDBOX_URL?: string;
}
