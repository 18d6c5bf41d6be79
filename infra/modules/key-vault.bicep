// One vault for all stamps: a tenant's data key is wrapped by the key here, and any stamp may have to open it.
import { roleIds } from '../roles.bicep'

@minLength(3)
@maxLength(24)
param name string
param location string
param dataKeyName string
param principalId string
param workspaceId string
param closed bool
param locked bool
param tags object

// Secrets: the application makes its own and keeps the passwords of sources here. Keys: wrap and unwrap, nothing else.
var roles = ['Key Vault Secrets Officer', 'Key Vault Crypto Service Encryption User']

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: closed ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'None', defaultAction: closed ? 'Deny' : 'Allow' }
  }
}

// No expiry: what an old version wrapped must stay readable. A new version every year wraps what is new.
resource dataKey 'Microsoft.KeyVault/vaults/keys@2025-05-01' = {
  parent: vault
  name: dataKeyName
  properties: {
    kty: 'RSA'
    keySize: 3072
    keyOps: ['wrapKey', 'unwrapKey']
    rotationPolicy: {
      lifetimeActions: [{ trigger: { timeAfterCreate: 'P1Y' }, action: { type: 'rotate' } }]
    }
  }
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(vault.id, principalId, roleIds[role])
    scope: vault
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds[role])
    }
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  name: 'customers-keys'
  scope: vault
  properties: {
    level: 'CanNotDelete'
    notes: 'Without these keys the rows of all tenants are noise.'
  }
}

output id string = vault.id
output url string = vault.properties.vaultUri
