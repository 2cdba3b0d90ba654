// Ties a form to allauth's passkeys: data-passkey on the form names the ceremony, the ids its parts.
(function () {
  const form = document.getElementById('passkey')
  const name = form.dataset.passkey
  const button = { addForm: 'add', authenticateForm: 'authenticate', loginForm: 'login' }[name]
  if (!window.PublicKeyCredential) {
    document.getElementById('passkey-do').disabled = true
    const insecure = document.getElementById('passkey-insecure')
    insecure.hidden = window.isSecureContext
  }
  window.allauth.webauthn.forms[name]({
    ids: {
      [button]: 'passkey-do',
      credential: 'passkey-credential',
      data: 'passkey-data',
      passwordless: 'passkey-passwordless'
    }
  })
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    const failed = document.getElementById('passkey-failed')
    if (failed) failed.hidden = false
  })
})()
