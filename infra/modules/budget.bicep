// Money spent on everything in this resource group, and who is told.
param name string
@description('In the currency of the billing account.')
param amount int
@description('First day of a month, yyyy-MM-dd, not before this one at the first deployment; never changed afterwards.')
param startDate string
param addresses string[]

func mailAt(percent int, addresses string[], kind string) object => {
  enabled: true
  operator: 'GreaterThan'
  threshold: percent
  thresholdType: kind
  contactEmails: addresses
}

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: name
  properties: {
    amount: amount
    category: 'Cost'
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: {
      half: mailAt(50, addresses, 'Actual')
      nearly: mailAt(90, addresses, 'Actual')
      foreseen: mailAt(110, addresses, 'Forecasted')
    }
  }
}
