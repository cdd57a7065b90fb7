/* Passkeys and security keys. A form with data-passkey asks the browser for a credential and sends it along.
     data-passkey          "get" to log in or confirm, "create" to add a key
     data-passkey-options  id of the JSON the server asks with, or
     data-passkey-url      where to fetch it at the moment it is needed
     data-passkey-error    what to say when it did not work
   Without JavaScript, or in a browser that knows no passkeys, such forms stay hidden. */

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (list) => list?.map((item) => ({ ...item, id: toBytes(item.id) }));

/** The server's JSON as the browser wants it: identifiers and challenges as bytes. */
function decode(options) {
  const decoded = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) decoded.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.allowCredentials) decoded.allowCredentials = withBytes(options.allowCredentials);
  if (options.excludeCredentials) decoded.excludeCredentials = withBytes(options.excludeCredentials);
  return decoded;
}

/** The browser's answer as JSON. */
function encode(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  const transports = credential.response.getTransports?.();
  if (transports) response.transports = transports;
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function optionsOf(form) {
  if (form.dataset.passkeyOptions) return JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
  const answer = await fetch(form.dataset.passkeyUrl, {
    headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
  });
  if (!answer.ok) throw new Error(`${answer.status} from ${form.dataset.passkeyUrl}`);
  return answer.json();
}

/** A key that opens the account by itself has to check who holds it and to keep the account's name. */
function forPasswordless(publicKey, wanted) {
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: wanted ? "required" : "discouraged",
    requireResidentKey: wanted,
    ...(wanted ? { userVerification: "required" } : {}),
  };
}

async function ask(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "get") {
    return navigator.credentials.get({ publicKey: decode(options.request_options.publicKey) });
  }
  const publicKey = decode(options.creation_options.publicKey);
  const passwordless = form.querySelector('[name="passwordless"]');
  if (passwordless) forPasswordless(publicKey, passwordless.checked);
  return navigator.credentials.create({ publicKey });
}

function enhance(form) {
  const message = form.querySelector("[data-passkey-message]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    message.textContent = "";
    form.setAttribute("aria-busy", "true");
    try {
      form.elements.credential.value = JSON.stringify(encode(await ask(form)));
      form.submit();
    } catch (error) {
      message.textContent = form.dataset.passkeyError;
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
}

if (window.PublicKeyCredential) document.querySelectorAll("[data-passkey]").forEach(enhance);
