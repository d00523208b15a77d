// Passkeys. A form with data-passkey="create", "get" or "login" asks the device, then posts its answer.
// Without WebAuthn the form stays hidden and [data-passkey-missing] says why.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const described = (list) => (list || []).map((each) => ({ ...each, id: toBytes(each.id) }));

/** What the server drew, with bytes where the browser wants bytes. */
export function decode({ publicKey }) {
  return {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    ...(publicKey.user && { user: { ...publicKey.user, id: toBytes(publicKey.user.id) } }),
    ...(publicKey.excludeCredentials && { excludeCredentials: described(publicKey.excludeCredentials) }),
    ...(publicKey.allowCredentials && { allowCredentials: described(publicKey.allowCredentials) }),
  };
}

/** The device's answer, with text where the server wants text. */
export function encode(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function drawnByTheServer(form) {
  const body = new FormData(form);
  body.set("begin", "1");
  const answer = await fetch(form.action, { method: "POST", body });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return answer.json();
}

const onThePage = () => JSON.parse(document.getElementById("passkey-options").textContent);

const ceremonies = {
  create: async () => navigator.credentials.create({ publicKey: decode(onThePage().creation_options) }),
  get: async () => navigator.credentials.get({ publicKey: decode(onThePage().request_options) }),
  login: async (form) =>
    navigator.credentials.get({ publicKey: decode((await drawnByTheServer(form)).request_options) }),
};

async function perform(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const error = form.querySelector("[data-passkey-error]");
  error.hidden = true;
  try {
    const credential = await ceremonies[form.dataset.passkey](form);
    form.elements.credential.value = JSON.stringify(encode(credential));
    form.submit();
  } catch {
    error.hidden = false; // cancelled, too late, or no such key: the page says what else to do
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", perform);
  }
  for (const missing of document.querySelectorAll("[data-passkey-missing]")) missing.hidden = true;
}
