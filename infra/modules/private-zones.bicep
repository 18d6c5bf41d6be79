// Names of private addresses, known in one network.
param networkId string
param tags object

var kinds = [
  { groupId: 'table', zone: 'privatelink.table.${environment().suffixes.storage}' }
  { groupId: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { groupId: 'vault', zone: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}' }
]

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for kind in kinds: {
    name: kind.zone
    location: 'global'
    tags: tags
  }
]

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (kind, i) in kinds: {
    parent: zone[i]
    name: 'stamp'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: networkId }
    }
  }
]

output tableZoneId string = zone[0].id
output blobZoneId string = zone[1].id
output vaultZoneId string = zone[2].id
