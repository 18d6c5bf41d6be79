// Who is told.
param name string
param addresses string[]
param tags object

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'switchboard'
    emailReceivers: [
      for (address, i) in addresses: {
        name: 'receiver-${i}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

output id string = group.id
